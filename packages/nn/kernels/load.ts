// Pixels to planar floats: [height, width, channels] bytes or floats become one zero-bordered plane a channel.

// For three channels, four pixels are twelve bytes: a shuffle picks one channel of them into 32-bit lanes.
@inline
function channelOf4(bytes: v128, zero: v128, channel: i32, flip: bool): v128 {
  if (flip) {
    if (channel == 0) return i8x16.shuffle(bytes, zero, 9, 16, 16, 16, 6, 16, 16, 16, 3, 16, 16, 16, 0, 16, 16, 16);
    if (channel == 1) return i8x16.shuffle(bytes, zero, 10, 16, 16, 16, 7, 16, 16, 16, 4, 16, 16, 16, 1, 16, 16, 16);
    return i8x16.shuffle(bytes, zero, 11, 16, 16, 16, 8, 16, 16, 16, 5, 16, 16, 16, 2, 16, 16, 16);
  }
  if (channel == 0) return i8x16.shuffle(bytes, zero, 0, 16, 16, 16, 3, 16, 16, 16, 6, 16, 16, 16, 9, 16, 16, 16);
  if (channel == 1) return i8x16.shuffle(bytes, zero, 1, 16, 16, 16, 4, 16, 16, 16, 7, 16, 16, 16, 10, 16, 16, 16);
  return i8x16.shuffle(bytes, zero, 2, 16, 16, 16, 5, 16, 16, 16, 8, 16, 16, 16, 11, 16, 16, 16);
}

@inline
function scaled(lanes: v128, scale: v128, offset: v128): v128 {
  return f32x4.add(f32x4.mul(f32x4.convert_i32x4_u(lanes), scale), offset);
}

/** out[c][y][x] = bytes[y][x or width-1-x][c] * scale + offset. Reads up to 4 bytes past the end. */
export function loadBytes(
  bytes: usize, height: i32, width: i32, channels: i32, flip: i32, scale: f32, offset: f32,
  out: usize, rowStride: i32, planeStride: i32,
): void {
  const scales = f32x4.splat(scale);
  const offsets = f32x4.splat(offset);
  const zero = i32x4.splat(0);
  const vectorWidth = channels == 3 ? width & ~3 : 0;
  for (let y = 0; y < height; y++) {
    const from = bytes + <usize>(y * width * channels);
    const row = out + <usize>(y * rowStride);
    if (flip) {
      for (let x = 0; x < vectorWidth; x += 4) {
        const pixels = v128.load(from + x * 3);
        const to = row + ((width - 4 - x) << 2);
        v128.store(to, scaled(channelOf4(pixels, zero, 0, true), scales, offsets));
        v128.store(to + planeStride, scaled(channelOf4(pixels, zero, 1, true), scales, offsets));
        v128.store(to + 2 * planeStride, scaled(channelOf4(pixels, zero, 2, true), scales, offsets));
      }
    } else {
      for (let x = 0; x < vectorWidth; x += 4) {
        const pixels = v128.load(from + x * 3);
        const to = row + (x << 2);
        v128.store(to, scaled(channelOf4(pixels, zero, 0, false), scales, offsets));
        v128.store(to + planeStride, scaled(channelOf4(pixels, zero, 1, false), scales, offsets));
        v128.store(to + 2 * planeStride, scaled(channelOf4(pixels, zero, 2, false), scales, offsets));
      }
    }
    for (let x = vectorWidth; x < width; x++) {
      const to = row + ((flip ? width - 1 - x : x) << 2);
      for (let c = 0; c < channels; c++) {
        store<f32>(to + c * planeStride, <f32>load<u8>(from + x * channels + c) * scale + offset);
      }
    }
  }
}

/** The same for pictures that come as floats. */
export function loadFloats(
  floats: usize, height: i32, width: i32, channels: i32, flip: i32, scale: f32, offset: f32,
  out: usize, rowStride: i32, planeStride: i32,
): void {
  for (let y = 0; y < height; y++) {
    const from = floats + <usize>((y * width * channels) << 2);
    const row = out + <usize>(y * rowStride);
    for (let x = 0; x < width; x++) {
      const to = row + ((flip ? width - 1 - x : x) << 2);
      for (let c = 0; c < channels; c++) {
        store<f32>(to + c * planeStride, load<f32>(from + ((x * channels + c) << 2)) * scale + offset);
      }
    }
  }
}
