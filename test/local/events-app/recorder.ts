import { Code, type FunctionOptions, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

/**
 * Logs each event that it is given. Takes its time where one says "slow", throws where one says "burnt", and names the
 * records that say "raw" as failed (which counts only where the event source wants to know).
 */
const code = `
exports.handler = async (event) => {
  console.log(JSON.stringify(event));
  const records = event.Records ?? [];
  if (JSON.stringify(event).includes('slow')) await new Promise((done) => setTimeout(done, 50));
  const broken = records.find((record) => JSON.stringify(record).includes('burnt'));
  if (broken || event.burnt) throw new Error('burnt');
  const raw = records.filter((record) => JSON.stringify(record).includes('raw'));
  const idOf = (record) => record.messageId ?? record.dynamodb?.SequenceNumber;
  return { batchItemFailures: raw.map((record) => ({ itemIdentifier: idOf(record) })) };
};`;

/** A function whose code stands in the template and tells what events reach it. */
export class Recorder extends LambdaFunction {
  constructor(scope: Construct, id: string, options: FunctionOptions = {}) {
    super(scope, id, {
      runtime: Runtime.NODEJS_24_X,
      code: Code.fromInline(code),
      handler: 'index.handler',
      ...options,
    });
  }
}
