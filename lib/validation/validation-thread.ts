import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workerData } from 'node:worker_threads';
import { App, CloudFormationValidatePlugin } from 'aws-cdk-lib/core';
import type { Answer, Line, Question } from './template-validation.ts';
import { validatedTypes } from './validated-types.ts';

// The thread of TemplateValidation: reads the rules, then answers what it is asked.

const { port, bell }: Line = workerData;
const plugin = new CloudFormationValidatePlugin();
// The plugin asks for it, and reads nothing of it.
const appConstruct = new App();

port.on('message', (question: Question) => {
  port.postMessage(answerTo(question));
  Atomics.store(bell, 0, 1);
  Atomics.notify(bell, 0);
});
try {
  readRules();
} catch (error) {
  // Whoever asks hears it too: the rules are read again then.
  console.warn("The rules of CDK's validation were not read ahead:", error);
}

function answerTo(stackTemplates: Question): Answer {
  try {
    const report = validate(stackTemplates);
    return { report, version: plugin.version ?? '', ruleIds: plugin.ruleIds ?? [] };
  } catch (error) {
    return { error };
  }
}

function validate(stackTemplates: Question) {
  const templatePaths = stackTemplates.map(({ templatePath }) => templatePath);
  return plugin.validate({ templatePaths, stackTemplates: [...stackTemplates], appConstruct });
}

/** The rules are those that the types in a first template ask for: it is given one with all types and nothing else. */
function readRules(): void {
  const folder = mkdtempSync(join(tmpdir(), 'validation-'));
  try {
    const templatePath = join(folder, 'types.template.json');
    const Resources = Object.fromEntries(validatedTypes.map((Type, index) => [`Resource${index}`, { Type }]));
    writeFileSync(templatePath, JSON.stringify({ Resources }));
    validate([{ stackConstructPath: '', templatePath, accountId: undefined, region: undefined }]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
