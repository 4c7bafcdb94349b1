import { CfnOutput, Fn, Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { PageDistribution } from './constructs/page-distribution.ts';
import { PageDomain } from './constructs/page-domain.ts';
import { PageFiles } from './constructs/page-files.ts';
import { PageHeaders } from './constructs/page-headers.ts';
import type { StageSettings } from './stages.ts';

export interface WebStackProps extends StackProps {
  readonly stage: StageSettings;
  /** The back end that the page calls, in the same account and region. */
  readonly rides: Stack;
}

/** The web page of one stage: its files, CloudFront in front of them, and a name. */
export class WebStack extends Stack {
  constructor(scope: Construct, id: string, { stage, rides, ...props }: WebStackProps) {
    super(scope, id, { terminationProtection: stage.terminationProtection, ...props });
    const { domain: name, edges, tiles } = stage.page;
    // By the outputs that people read too. Such a reference holds nothing fast: an API that moves can be deployed.
    const ridesOutput = (output: string) => Fn.getStackOutput(rides.stackName, output);
    this.addStackDependency(rides);

    const { bucket } = new PageFiles(this, 'Files', stage);
    const headers = new PageHeaders(this, 'Headers', {
      connect: [
        ridesOutput('ApiUrl'),
        // Where sign-in describes itself is the same for all pools of a region; its endpoints are the pool's own.
        `https://cognito-idp.${this.region}.${this.urlSuffix}`,
        ridesOutput('SignInUrl'),
        ridesOutput('FilesUrl'),
      ],
      tileOrigin: tiles && tileOrigin(tiles.url),
    });
    const domain = name && new PageDomain(this, 'Domain', name);
    const { url } = new PageDistribution(this, 'Cdn', { bucket, headers: headers.policy, domain, edges });

    new CfnOutput(this, 'PageUrl', { value: url, description: 'The address of the page' });
    new CfnOutput(this, 'PageBucket', { value: bucket.bucketName, description: 'Where npm run deploy puts the page' });
    if (tiles) {
      new CfnOutput(this, 'TileUrl', { value: tiles.url, description: 'Where the map has its tiles from' });
      new CfnOutput(this, 'TileAttribution', { value: tiles.attribution, description: 'Who made the tiles' });
    }
  }
}

/** @throws Error for an address whose host differs from tile to tile: the page may load images from one host */
function tileOrigin(url: string): string {
  const [origin] = /^https:\/\/[a-z0-9.-]+(?=\/)/.exec(url) ?? [];
  if (origin === undefined) throw new Error(`The tile address ${url} does not begin with https:// and one host.`);
  return origin;
}
