import { enableCompileCache } from 'node:module';
import { resolve } from 'node:path';

// Imported before anything large: what V8 compiled of the CDK in one synth is there for the next. The variable says so to
// the threads that a synth starts.
const folder = resolve(import.meta.dirname, '../.build/compile-cache');
process.env.NODE_COMPILE_CACHE ??= folder;
enableCompileCache(folder);
