// Runs tests through the same type stripper as production, so that what production refuses fails here too.
const { stripTypeScriptTypes } = require('node:module');

module.exports = {
  process(source, filename) {
    return { code: filename.endsWith('.ts') ? stripTypeScriptTypes(source) : source };
  },
};
