import type { JsonObject } from '../../../../template/resources.ts';
import type { Authorization } from '../../../service.ts';
import { invalidParameter, sqsError } from '../errors.ts';
import type { Input } from '../input.ts';
import type { MoveTask } from '../move-task.ts';
import { need, type Operation, type Sqs } from '../operation.ts';
import type { Queue } from '../queue.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html */
export const startMessageMoveTask: Operation = (input, sqs) => {
  const sourceArn = readArn(input, 'SourceArn');
  const destinationArn = input.has('DestinationArn') ? readArn(input, 'DestinationArn') : undefined;
  const rate = 'Must be between 1 and 500, if provided.';
  const perSecond = input.integer('MaxNumberOfMessagesPerSecond', [1, 500], rate);
  const targets = destinationArn === undefined ? sourcesOf(sourceArn, sqs) : [destinationArn];
  return {
    authorizations: [
      ...needsOnDeadLetters('StartMessageMoveTask', sourceArn),
      ...targets.map((target) => need('SendMessage', target)),
    ],
    run: async () => {
      const { queues, tasks } = sqs;
      const source = sourceQueue(sourceArn, sqs);
      if (queues.sourcesOf(source).length === 0) {
        throw invalidParameter('Source queue must be configured as a Dead Letter Queue.');
      }
      if (destinationArn !== undefined) checkDestination(queues.byArn(destinationArn), source);
      if (tasks.of(sourceArn).some(({ status }) => status === 'RUNNING')) {
        throw invalidParameter(
          'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
        );
      }
      const handle = await tasks.start(source, {
        ...(destinationArn !== undefined && { destinationArn }),
        ...(perSecond !== undefined && { perSecond }),
      });
      return { TaskHandle: handle };
    },
  };
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListMessageMoveTasks.html */
export const listMessageMoveTasks: Operation = (input, sqs) => {
  const sourceArn = readArn(input, 'SourceArn');
  const max = input.integer('MaxResults', [1, 10], 'Must be between 1 and 10, if provided.') ?? 1;
  return {
    authorizations: needsOnDeadLetters('ListMessageMoveTasks', sourceArn),
    run: async () => {
      sourceQueue(sourceArn, sqs);
      return { Results: sqs.tasks.of(sourceArn).slice(0, max).map(described) };
    },
  };
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CancelMessageMoveTask.html */
export const cancelMessageMoveTask: Operation = (input, { tasks }) => {
  const task = tasks.get(input.requiredText('TaskHandle'));
  return {
    authorizations: task ? needsOnDeadLetters('CancelMessageMoveTask', task.sourceArn) : [],
    run: async () => {
      if (!task) throw sqsError('ResourceNotFoundException', 'Task does not exist.');
      const now = tasks.get(task.handle) ?? task;
      if (now.status !== 'RUNNING')
        throw invalidParameter(`The task is ${now.status}. Only an active task can be cancelled.`);
      await tasks.cancel(now);
      return { ApproximateNumberOfMessagesMoved: now.moved };
    },
  };
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html */
const needsOnDeadLetters = (action: string, arn: string): Authorization[] =>
  [action, 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((each) => need(each, arn));

function readArn(input: Input, member: string): string {
  const arn = input.requiredText(member);
  if (!/^arn:[^:]+:sqs:[^:]+:\d{12}:[^:]+$/.test(arn)) {
    throw invalidParameter(
      `You must use this format to specify the ${member}: arn:<partition>:<service>:<region>:<account-id>:<resource-id>`,
    );
  }
  return arn;
}

function sourceQueue(arn: string, { queues }: Sqs): Queue {
  const queue = queues.byArn(arn);
  if (!queue) {
    throw sqsError(
      'ResourceNotFoundException',
      "The resource that you specified for the SourceArn parameter doesn't exist.",
    );
  }
  return queue;
}

function sourcesOf(arn: string, { queues }: Sqs): string[] {
  const queue = queues.byArn(arn);
  return queue ? queues.sourcesOf(queue).map(({ definition }) => definition.arn) : [];
}

function checkDestination(destination: Queue | undefined, source: Queue): void {
  if (!destination) {
    throw sqsError(
      'ResourceNotFoundException',
      "The resource that you specified for the DestinationArn parameter doesn't exist.",
    );
  }
  if (destination === source) throw invalidParameter('Source queue arn and destination queue arn cannot be the same.');
  if (destination.definition.fifo !== source.definition.fifo) {
    throw invalidParameter('Source queue and destination queue must be of the same type.');
  }
}

const described = (task: MoveTask): JsonObject => ({
  ...(task.status === 'RUNNING' && { TaskHandle: task.handle }),
  Status: task.status,
  SourceArn: task.sourceArn,
  ...(task.destinationArn !== undefined && { DestinationArn: task.destinationArn }),
  ...(task.perSecond !== undefined && { MaxNumberOfMessagesPerSecond: task.perSecond }),
  ApproximateNumberOfMessagesMoved: task.moved,
  ApproximateNumberOfMessagesToMove: task.toMove,
  ...(task.failureReason !== undefined && { FailureReason: task.failureReason }),
  StartedTimestamp: task.startedAt,
});
