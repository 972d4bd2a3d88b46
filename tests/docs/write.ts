import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../apps/souk/src/project-root.ts';
import { errorTables, renderErrors } from './error-codes.ts';

writeFileSync(join(projectRoot, 'docs', 'errors.md'), renderErrors(await errorTables()));
console.log('wrote docs/errors.md');
