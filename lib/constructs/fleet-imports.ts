import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Grant, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnFunction, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { attempts, longestTrying } from '../../lambda/domain/imports.ts';
import { importFleet } from '../../lambda/events/import-fleet.ts';
import { prefixes } from '../../lambda/files/keys.ts';
import { AppFunction, type FunctionParts } from './app-function.ts';
import { DeadLetters } from './dead-letters.ts';

/** A fleet arrives as a file: a new upload in the bucket invokes the function that brings it in. */
export class FleetImports extends Construct {
  readonly lambda: IFunction;
  /** The uploads that could not be imported, with what went wrong at the last attempt. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, parts: FunctionParts) {
    super(scope, id);
    this.deadLetters = new DeadLetters(this, 'DeadLetters', parts.stage).queue;
    const { lambda, target, role } = new AppFunction(this, importFleet.name, { ...parts, definition: importFleet });
    this.lambda = lambda;

    new Rule(this, 'Uploaded', {
      description: 'A fleet file was uploaded',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [parts.files.name] }, object: { key: [{ prefix: prefixes.uploads }] } },
      },
      targets: [new LambdaFunction(target)],
    });
    target.configureAsyncInvoke({
      retryAttempts: attempts - 1,
      maxEventAge: Duration.minutes(longestTrying),
      onFailure: { bind: () => ({ destination: this.deadLetters.queueArn }) },
    });
    Grant.addToPrincipal({ grantee: role, actions: ['sqs:SendMessage'], resourceArns: [this.deadLetters.queueArn] });
    // In a policy of its own: the function waits for those that come with its role, and this one names the function.
    new Policy(this, 'GoOn', {
      roles: [role],
      statements: [new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [target.functionArn] })],
    });
    // A file that takes long takes many invocations, each by the one before, which Lambda would stop after some 16 as a
    // loop gone astray. Each must have got further in the file, or it fails instead: it ends.
    // https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
    const resource = lambda.node.defaultChild;
    if (resource instanceof CfnFunction) resource.recursiveLoop = 'Allow';
  }
}
