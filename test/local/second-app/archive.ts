import { join } from 'node:path';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NestedStack, Stack, Stage } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** Stages in stages, whose stacks refer to each other weakly, with an API in a nested stack. */
export function archive(scope: Construct): void {
  const east = new Stage(new Stage(scope, 'Prod'), 'East');
  east.node.setContext('@aws-cdk/core:defaultCrossStackReferences', 'weak');
  const vault = new TableV2(new Stack(east, 'Vault'), 'Old', {
    partitionKey: { name: 'id', type: AttributeType.BINARY },
  });
  const nested = new NestedStack(new Stack(east, 'Archive'), 'Nested');
  const api = new HttpApi(nested, 'Api', { createDefaultStage: false, corsPreflight: { allowOrigins: ['*'] } });
  api.addStage('V1', { stageName: 'v1', autoDeploy: true });
  const integration = new HttpLambdaIntegration('Integration', reader(nested, vault));
  api.addRoutes({ path: '/', methods: [HttpMethod.POST], integration });
}

function reader(scope: Construct, table: TableV2): LambdaFunction {
  const code = Code.fromAsset(join(import.meta.dirname, 'functions', 'probe'));
  const environment = { TABLE_NAME: table.tableName };
  const lambda = new LambdaFunction(scope, 'Reader', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code,
    environment,
  });
  table.grantReadData(lambda);
  return lambda;
}
