import { getBuiltinModule } from 'node:process';

/**
 * What the servers of a run need of `node:http`. Not by `import`: that asks for all its exports, and so loads undici for those
 * of WebSockets, 45 ms and 13 MB (https://github.com/nodejs/node/issues/59686).
 */
export const { createServer, STATUS_CODES, validateHeaderName, validateHeaderValue } = getBuiltinModule('node:http');
