import { randomUUID } from 'node:crypto';
import type { MoveTask } from './move-task.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';
import type { SqsRecord } from './records.ts';
import { Waiting } from './waiting.ts';

/** Tasks that are remembered for each queue. */
const remembered = 10;

/** The tasks that move messages out of dead-letter queues. One that a run leaves behind goes on in the next. */
export class MoveTasks {
  readonly #queues: Queues;
  readonly #clock: () => number;
  /** The latest last. */
  readonly #tasks = new Map<string, MoveTask>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #waiting = new Waiting();
  readonly #closing = new AbortController();

  /** @param kept what an earlier run kept */
  constructor(queues: Queues, clock: () => number, kept: readonly SqsRecord[]) {
    this.#queues = queues;
    this.#clock = clock;
    const tasks = kept.flatMap((record) => (record.kind === 'task' ? [record.task] : []));
    for (const task of tasks.sort((one, other) => one.startedAt - other.startedAt)) this.#tasks.set(task.handle, task);
    for (const task of tasks) if (task.status === 'RUNNING') this.#run(task.handle);
  }

  /** The tasks of a queue, the latest first. */
  of(sourceArn: string): MoveTask[] {
    return [...this.#tasks.values()].filter((task) => task.sourceArn === sourceArn).reverse();
  }

  get(handle: string): MoveTask | undefined {
    return this.#tasks.get(handle);
  }

  /** Begins to move all that can be received from a queue now. @returns the task's handle */
  async start(source: Queue, options: Pick<MoveTask, 'destinationArn' | 'perSecond'>): Promise<string> {
    const { arn } = source.definition;
    const handle = Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn: arn })).toString('base64');
    const { visible } = await source.counts();
    await this.#keep({
      handle,
      sourceArn: arn,
      ...options,
      status: 'RUNNING',
      moved: 0,
      toMove: visible,
      startedAt: this.#clock(),
    });
    for (const old of this.of(arn).slice(remembered)) {
      this.#tasks.delete(old.handle);
      await this.#queues.records.write([{ remove: { kind: 'task', task: old } }]);
    }
    this.#run(handle);
    return handle;
  }

  /** Ends a task; what it moved stays moved. */
  async cancel(task: MoveTask): Promise<void> {
    await this.#keep({ ...task, status: 'CANCELLED' });
    this.#waiting.wake();
  }

  /** Stops all tasks; those that are not done go on in the next run. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#running.values());
  }

  #run(handle: string): void {
    const running = this.#moveAll(handle)
      .catch((error: unknown) => this.#end(handle, 'FAILED', error instanceof Error ? error.message : String(error)))
      .finally(() => this.#running.delete(handle));
    this.#running.set(handle, running);
  }

  async #moveAll(handle: string): Promise<void> {
    for (;;) {
      const task = this.#tasks.get(handle);
      if (task?.status !== 'RUNNING' || this.#closing.signal.aborted) return;
      const source = this.#queues.byArn(task.sourceArn);
      const message = task.moved < task.toMove ? source?.oldest() : undefined;
      if (!source || !message) return this.#end(handle, 'COMPLETED');
      const destination = this.#queues.byArn(task.destinationArn ?? message.deadLetterSource ?? '');
      if (!destination) return this.#end(handle, 'FAILED', 'CouldNotDetermineMessageSource');
      await source.redrive(message, destination);
      await this.#keep({ ...(this.#tasks.get(handle) ?? task), moved: task.moved + 1 });
      if (task.perSecond !== undefined) await this.#waiting.change(1000 / task.perSecond, this.#closing.signal);
    }
  }

  async #end(handle: string, status: 'COMPLETED' | 'FAILED', failureReason?: string): Promise<void> {
    const task = this.#tasks.get(handle);
    if (task) await this.#keep({ ...task, status, ...(failureReason !== undefined && { failureReason }) });
  }

  async #keep(task: MoveTask): Promise<void> {
    this.#tasks.set(task.handle, task);
    await this.#queues.records.write([{ put: { kind: 'task', task } }]);
  }
}
