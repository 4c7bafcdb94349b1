import type { QueryForm } from '../../query-form.ts';
import type { QueryOutput } from '../../query-protocol.ts';
import type { Receipt } from './deduplication.ts';
import { batchErrors, invalidParameter, topicNotFound } from './errors.ts';
import { checkDraft, type Draft, maximumSize, sizeOfDraft } from './message.ts';
import { readAttributes } from './message-attributes.ts';
import { onTopic } from './needs.ts';
import type { Operation } from './operations.ts';

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const publish: Operation = ({ subscriptions, publisher }, form) => {
  if (form.text('PhoneNumber') !== undefined) {
    throw invalidParameter('PhoneNumber Reason: no text messages are sent locally');
  }
  const arn = form.text('TopicArn') ?? form.text('TargetArn');
  if (arn === undefined) throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter');
  const authorizations = onTopic('Publish', arn);
  if (/^arn:[^:]+:sns:[^:]*:[^:]*:endpoint\//.test(arn)) {
    throw invalidParameter('TargetArn Reason: No endpoint found for the target arn specified');
  }
  const draft = readDraft(form, 'messageAttributes');
  return {
    authorizations,
    run: async () => {
      const topic = subscriptions.topic(arn);
      if (!topic) throw topicNotFound();
      return receiptOutput(await publisher.publish(topic, checkDraft(topic, draft)));
    },
  };
};

const maximumEntries = 10;

/**
 * A batch needs the permission to publish, as a single message does.
 * https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
 */
export const publishBatch: Operation = ({ subscriptions, publisher }, form) => {
  const arn = form.text('TopicArn') ?? '';
  const authorizations = onTopic('Publish', arn);
  const forms = form.list('PublishBatchRequestEntries');
  if (forms.length === 0) throw batchErrors.empty;
  if (forms.length > maximumEntries) throw batchErrors.tooMany;
  const entries = forms.map((entry, index) => ({
    id: entry.text('Id') ?? '',
    draft: readDraft(entry, `publishBatchRequestEntries.${index + 1}.member.messageAttributes`),
  }));
  if (entries.some(({ id }) => !/^[A-Za-z0-9_-]{1,80}$/.test(id))) throw batchErrors.wrongId;
  if (new Set(entries.map(({ id }) => id)).size < entries.length) throw batchErrors.sameId;
  if (entries.reduce((size, { draft }) => size + sizeOfDraft(draft), 0) > maximumSize) throw batchErrors.tooLong;
  return {
    authorizations,
    run: async () => {
      const topic = subscriptions.topic(arn);
      if (!topic) throw topicNotFound();
      const checked = entries.map(({ id, draft }) => ({ id, publication: checkDraft(topic, draft) }));
      // All at once: each takes its place in the order as soon as it is begun.
      const published = await Promise.all(
        checked.map(async ({ id, publication }) => ({
          Id: id,
          ...receiptOutput(await publisher.publish(topic, publication)),
        })),
      );
      return { Successful: published, Failed: [] };
    },
  };
};

function readDraft(form: QueryForm, attributesPlace: string): Draft {
  return {
    message: form.text('Message'),
    subject: form.text('Subject'),
    structure: form.text('MessageStructure'),
    attributes: readAttributes(form, attributesPlace),
    groupId: form.text('MessageGroupId'),
    deduplicationId: form.text('MessageDeduplicationId'),
  };
}

function receiptOutput({ messageId, sequenceNumber }: Receipt): { [member: string]: QueryOutput | undefined } {
  return { MessageId: messageId, SequenceNumber: sequenceNumber };
}
