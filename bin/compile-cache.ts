import { enableCompileCache } from 'node:module';
import { resolve } from 'node:path';

// Imported before anything large: what V8 compiled of the CDK in one synth is there for the next.
enableCompileCache(resolve(import.meta.dirname, '../.build/compile-cache'));
