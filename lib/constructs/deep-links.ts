import { Function as EdgeFunction, FunctionCode, FunctionRuntime } from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';

/**
 * What CloudFront runs for each request before it looks for a file. A path of the page's own, such as `/rides/123`, is no
 * file: the page itself knows what to show there. What has a dot in its last part is a file, and one that is missing is
 * missing.
 *
 * CloudFront calls the function `handler`, and knows no modules:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
const code = `\
function handler(event) {
  const request = event.request;
  const name = request.uri.slice(request.uri.lastIndexOf('/') + 1);
  if (!name.includes('.')) request.uri = '/index.html';
  return request;
}
`;

/** The CloudFront function that gives the page for each path that is no file. */
export class DeepLinks extends EdgeFunction {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      comment: 'Gives the page for each path that is no file',
      code: FunctionCode.fromInline(code),
      runtime: FunctionRuntime.JS_2_0,
    });
  }
}
