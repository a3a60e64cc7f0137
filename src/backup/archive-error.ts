import { ConfigError } from '../config/index.js';

/** The file is no back-up, is damaged, or belongs to another program or version. The message is for the operator. */
export class ArchiveError extends ConfigError {}
