import { parentPort, workerData } from 'node:worker_threads';
import { bundleHandlers } from './bundle-handlers.ts';

// The thread that bundleFunctions starts: bundles what it is told, and gives the folder of each function's bundle.
const bundles = await bundleHandlers(workerData);
parentPort?.postMessage(bundles.directories);
await bundles.keep();
