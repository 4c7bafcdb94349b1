import { Grant, type IRole } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  CfnBucket,
  HttpMethods,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { daysKept, prefixes } from '../../lambda/files/keys.ts';
import type { FileAccess } from '../../lambda/http/operation.ts';
import type { StageSettings } from '../stages.ts';

/** The bucket of fleet files that were uploaded, and of the reports on them. */
export class FleetFiles extends Construct {
  readonly #bucket: Bucket;
  readonly #logicalId: string;

  constructor(scope: Construct, id: string, stage: Pick<StageSettings, 'allowedOrigins' | 'retainData'>) {
    super(scope, id);
    this.#bucket = new Bucket(this, 'Bucket', {
      enforceSSL: true,
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [
        { prefix: prefixes.uploads, expiration: Duration.days(daysKept.uploads) },
        { prefix: prefixes.reports, expiration: Duration.days(daysKept.reports) },
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
      // Pages upload to it and read reports from it, by presigned addresses.
      cors: [
        {
          allowedOrigins: [...stage.allowedOrigins],
          allowedMethods: [HttpMethods.PUT, HttpMethods.GET],
          allowedHeaders: ['content-type', 'if-none-match'],
          maxAge: 3600,
        },
      ],
      // A bucket that still holds files does not go with its stack: empty it before. What would empty it is a custom
      // resource with a function of its own, that may delete everything.
      removalPolicy: stage.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    // The bucket's own setting: `eventBridgeEnabled` makes a custom resource with a function of its own.
    const bucket = this.#bucket.node.defaultChild;
    if (!(bucket instanceof CfnBucket)) throw new Error('The bucket is made of another resource than it was.');
    bucket.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
    this.#logicalId = Stack.of(this).getLogicalId(bucket);
    Validations.of(this.#bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Who announced a file is in the log of the API, and files go after a day: a second log would need a bucket of its own.',
    });
  }

  get name(): string {
    return this.#bucket.bucketName;
  }

  /** Where presigned addresses lead to, without a slash at the end. */
  get url(): string {
    return `https://${this.#bucket.bucketRegionalDomainName}`;
  }

  /** Lets a role do exactly this: one action on the files under one prefix. */
  grant(role: IRole, { action, keys }: FileAccess): void {
    Grant.addToPrincipal({
      grantee: role,
      actions: [`s3:${action}`],
      resourceArns: [this.#bucket.arnForObjects(keys)],
    });
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${this.#logicalId}.Arn>/${keys}]`,
      reason: 'The names of files are made while the app runs; the role reaches those under one prefix.',
    });
  }
}
