// Creates a first configuration for a folder of images from its content.
export { type ConfigAnswers, configText, existingConfig, inputFor, writeConfig } from './configFile.ts';
export { type LabelPart, type LabelShape, labelShape } from './labelShape.ts';
export { type FolderSurvey, type SurveyOptions, surveyFolder } from './surveyFolder.ts';
