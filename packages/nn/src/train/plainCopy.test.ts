import { expect, it } from 'vitest';
import { adam } from './adam.ts';
import { copyAs, plainCopy } from './plainCopy.ts';
import { sgd } from './sgd.ts';

it('copies deeply', () => {
  const data = { a: [1, Number.NaN, { b: Float32Array.of(1, 2) }], c: null, d: 'text', e: true, f: Float64Array.of(3) };
  const copy = plainCopy('it', data);
  expect(copy).toEqual(data);
  const [, , inner] = data.a as [number, number, { b: Float32Array }];
  inner.b[0] = 9;
  data.f[0] = 9;
  expect(copy).toEqual({ ...data, a: [1, Number.NaN, { b: Float32Array.of(1, 2) }], f: Float64Array.of(3) });
});

it('rejects data that is not plain', () => {
  expect(() => plainCopy('optimizer', { a: [1, { b: new Map() }] })).toThrow('optimizer.a[1].b is not plain data');
  expect(() => plainCopy('optimizer', { step: () => 1 })).toThrow('optimizer.step is not plain data');
});

it('accepts only saved data that matches the template', () => {
  const [template, saved] = [adam().init(2), { ...adam().init(2), beta1Power: 0.25, first: Float32Array.of(5, 6) }];
  const copy = copyAs('optimizer', template, saved);
  expect(copy).toEqual(saved);
  saved.first[0] = 0;
  expect(copy).toMatchObject({ first: Float32Array.of(5, 6) });
  expect(() => copyAs('optimizer', adam().init(3), saved)).toThrow(
    'training state: optimizer.first must have 3 values, got 2',
  );
  expect(() => copyAs('optimizer', sgd().init(2), saved)).toThrow('optimizer has an unknown field first');
  expect(() => copyAs('optimizer', template, sgd().init(2))).toThrow('optimizer has an unknown field velocity');
  expect(() => copyAs('optimizer', template, { ...saved, beta1Power: undefined })).toThrow('beta1Power is missing');
  expect(() => copyAs('optimizer', template, { ...saved, first: new Float64Array(2) })).toThrow(
    'first must be a Float32Array',
  );
  expect(() => copyAs('optimizer', [1, 2], [1])).toThrow('optimizer must be a list of length 2');
});
