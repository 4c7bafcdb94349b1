import { setFlagsFromString } from 'node:v8';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import {
  CloudFormationValidatePlugin,
  type IPolicyValidationContext,
  type PolicyValidationPluginReport,
  type PolicyValidationStack,
} from 'aws-cdk-lib/core';

/** What the thread is asked. */
export type Question = readonly PolicyValidationStack[];

/** What it answers. */
export type Answer =
  | { readonly report: PolicyValidationPluginReport; readonly version: string; readonly ruleIds: string[] }
  | { readonly error: unknown };

/** How the two talk: over a port, and a word of memory that is 1 when there is an answer. */
export interface Line {
  readonly port: MessagePort;
  readonly bell: Int32Array<SharedArrayBuffer>;
}

/**
 * What V8 is told before it compiles the rules. They are 9 MB of WebAssembly that a synth runs once: to compile again what
 * is called often takes longer than it gives. And their memory grows in some fifty small steps, after each of which V8
 * would mark the whole heap with a second thread. Both took a quarter of a synth's processor time, or more (measured on
 * Node 24.21). V8 has no such settings for one thread; one that it does not know it passes over.
 */
const flags = ['--wasm-tiering-budget=2000000000', '--no-concurrent-marking'];

/** Milliseconds after which a thread that does not answer counts as gone. */
const patience = 120_000;

/**
 * CDK's own validation of templates, in a thread of its own. Its rules are WebAssembly that takes seconds to get ready, longer
 * than all else in a synth: that begins at once, while the stacks are made. An app that it is not added to has one of the
 * CDK's, which begins when the templates are there.
 */
class TemplateValidation extends CloudFormationValidatePlugin {
  readonly #port: MessagePort;
  readonly #bell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  #version = '';
  #ruleIds: string[] = [];

  constructor() {
    super();
    for (const flag of flags) setFlagsFromString(flag);
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const thread = new Worker(new URL('./validation-thread.ts', import.meta.url), {
      workerData: { port: port2, bell: this.#bell },
      transferList: [port2],
    });
    // Neither keeps a synth from ending.
    thread.unref();
    port1.unref();
  }

  /** Known from the first validation on. */
  override get version(): string {
    return this.#version;
  }

  /** Known from the first validation on. */
  override get ruleIds(): string[] {
    return this.#ruleIds;
  }

  /** @throws Error where the rules cannot be read or a template cannot be judged */
  override validate({ stackTemplates }: IPolicyValidationContext): PolicyValidationPluginReport {
    Atomics.store(this.#bell, 0, 0);
    this.#port.postMessage(stackTemplates satisfies Question);
    // The CDK waits for no promise here.
    Atomics.wait(this.#bell, 0, 0, patience);
    const received: { readonly message: Answer } | undefined = receiveMessageOnPort(this.#port);
    if (received === undefined) throw new Error("The thread of CDK's validation gave no answer.");
    const { message } = received;
    if ('error' in message) throw message.error;
    this.#version = message.version;
    this.#ruleIds = message.ruleIds;
    return message.report;
  }
}

/** One for all apps of a process. */
let validation: TemplateValidation | undefined;

/** What validates the templates of an app: nothing where `--no-validation` was said, which the CLI tells by the environment. */
export function templateValidation(): readonly TemplateValidation[] {
  if (process.env.CDK_VALIDATION === 'false') return [];
  validation ??= new TemplateValidation();
  return [validation];
}
