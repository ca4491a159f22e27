// Search spaces: hyperparameters, define-by-run builders, and the models of their points.
export { builtInSpaces } from './builtInSpaces.ts';
export { checkPoint, describeImpossible, type PointCheck, type PointLimits } from './checkPoint.ts';
export {
  type BuiltModel,
  describeValues,
  discoverSpace,
  type Hyperparameters,
  modelOfPoint,
  type NumberRange,
  type SpaceFunction,
} from './define.ts';
export { type FoundSpace, findSpace } from './findSpace.ts';
export {
  type Condition,
  describeRange,
  fromUnit,
  gridOf,
  type Hyperparameter,
  type HyperparameterValue,
  toUnit,
  type Values,
} from './hyperparameter.ts';
export { checkNarrowing, type Narrowing, narrowBuilder } from './narrow.ts';
export {
  compareSpaces,
  countSpace,
  faultOf,
  isActive,
  pointAt,
  pointOf,
  type Space,
  spaceFingerprint,
  valuesKey,
} from './space.ts';
export { BUILT_IN_SPACES, type BuiltInSpaceName } from './spaceNames.ts';
