import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';

/** CDK's class says "true, false or undefined" where its interface does not take undefined. */
class FilesBucket extends Bucket {
  override get isWebsite(): boolean {
    return super.isWebsite === true;
  }
}

/** The bucket with the page's files. `npm run deploy` fills it; nobody but CloudFront reads from it. */
export class PageFiles extends Construct {
  readonly bucket: IBucket;

  constructor(scope: Construct, id: string, { retainData }: Pick<StageSettings, 'retainData'>) {
    super(scope, id);
    this.bucket = new FilesBucket(this, 'Bucket', {
      enforceSSL: true,
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      removalPolicy: retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'What is in it is public by way of CloudFront, the one reader, and holds nothing of anybody.',
    });
  }
}
