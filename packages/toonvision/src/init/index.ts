// A first configuration for a folder of images, from what is in it.
export { type ConfigAnswers, configText, existingConfig, inputFor, writeConfig } from './configFile.ts';
export { type LabelPart, type LabelShape, labelShape } from './labelShape.ts';
export { type FolderSurvey, type SurveyOptions, surveyFolder } from './surveyFolder.ts';
