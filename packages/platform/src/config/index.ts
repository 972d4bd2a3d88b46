export { ConfigError, environmentName, parseConfig, type Environment } from './parse-config.ts';
