import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { App, Stack } from 'aws-cdk-lib/core';

/** Synthesizes an HTTP API of one route and one function that does nothing. */
export function synthesizeHello(outdir: string): void {
  const app = new App({ outdir, context: { 'aws:cdk:enable-path-metadata': true } });
  const stack = new Stack(app, 'Hello');
  const hello = new LambdaFunction(stack, 'Function', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline(readFileSync(join(import.meta.dirname, 'hello.cjs'), 'utf8')),
  });
  const api = new HttpApi(stack, 'Api');
  api.addRoutes({
    path: '/hello',
    methods: [HttpMethod.GET],
    integration: new HttpLambdaIntegration('Hello', hello),
  });
  app.synth();
}
