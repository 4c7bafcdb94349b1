import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type App, readApp } from '../../../local/template/app.ts';
import { newestManifestVersion } from '../../../local/template/assembly.ts';
import { noEffectTypes } from '../../../local/template/no-effect-types.ts';
import { AssemblyError } from '../../../local/template/problem.ts';
import type { Environment, Json, JsonObject, ResourceTypes } from '../../../local/template/resources.ts';

export const laptop: Environment = {
  accountId: '000000000000',
  region: 'us-east-1',
  partition: 'aws',
  urlSuffix: 'amazonaws.com',
};

/** Types that stand for what the parts of the local run would know. */
export const types: ResourceTypes = {
  ...noEffectTypes,
  'AWS::SQS::Queue': {
    identify: ({ properties, environment: { partition, region, accountId }, generatedName }) => {
      const name = typeof properties.QueueName === 'string' ? properties.QueueName : generatedName(80);
      return {
        ref: `https://sqs.${region}.amazonaws.com/${accountId}/${name}`,
        attributes: { Arn: `arn:${partition}:sqs:${region}:${accountId}:${name}`, QueueName: name },
      };
    },
    runs: ['QueueName', 'RedrivePolicy'],
    noEffect: { Tags: 'no tags locally' },
  },
  'AWS::IAM::Role': {
    identify: ({ properties, generatedName, environment }) => {
      const name = typeof properties.RoleName === 'string' ? properties.RoleName : generatedName();
      return { ref: name, attributes: { Arn: `arn:aws:iam::${environment.accountId}:role/${name}` } };
    },
    runs: ['RoleName', 'Policies', 'AssumeRolePolicyDocument', 'ManagedPolicyArns'],
  },
  'AWS::DynamoDB::Table': {
    identify: ({ properties, generatedName, environment: { region, accountId } }) => {
      const name = typeof properties.TableName === 'string' ? properties.TableName : generatedName(255);
      return { ref: name, attributes: { Arn: `arn:aws:dynamodb:${region}:${accountId}:table/${name}` } };
    },
    runs: ['TableName', 'ResourcePolicy'],
  },
  'AWS::Lambda::Function': {
    identify: ({ generatedName }) => ({ ref: generatedName() }),
    runs: ['Code', 'Handler', 'Role', 'Runtime'],
  },
  'Test::Values': { identify: ({ generatedName }) => ({ ref: generatedName() }), runs: ['Value', 'Other'] },
};

/** A new empty folder, gone when the test is. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'assembly-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes an assembly of templates, by stack name, as CDK would name the files. */
export function writeAssembly(templates: Readonly<Record<string, JsonObject>>, folder = emptyFolder()): string {
  mkdirSync(folder, { recursive: true });
  const artifacts = Object.keys(templates).map((name) => [
    name,
    { type: 'aws:cloudformation:stack', properties: { templateFile: `${name}.template.json` }, displayName: name },
  ]);
  for (const [name, template] of Object.entries(templates)) {
    writeFileSync(join(folder, `${name}.template.json`), JSON.stringify(template));
  }
  writeFileSync(
    join(folder, 'manifest.json'),
    JSON.stringify({ version: `${newestManifestVersion}.0.0`, artifacts: Object.fromEntries(artifacts) }),
  );
  return folder;
}

/** The app of templates given by stack name. */
export function appOf(templates: Readonly<Record<string, JsonObject>>): App {
  return readApp(writeAssembly(templates), types, laptop);
}

/** What stops an assembly folder from being run. */
export function problemsIn(folder: string): readonly string[] {
  try {
    readApp(folder, types, laptop);
  } catch (error) {
    if (error instanceof AssemblyError) return error.problems;
    throw error;
  }
  return [];
}

/** What stops templates, given by stack name, from being run. */
export function problemsOf(templates: Readonly<Record<string, JsonObject>>): readonly string[] {
  return problemsIn(writeAssembly(templates));
}

/** A template with one resource, `It`, whose property `Value` is the one given. */
export function templateOf(value: Json, sections: JsonObject = {}): JsonObject {
  const { Resources = {}, ...others } = sections;
  return { ...others, Resources: { It: { Type: 'Test::Values', Properties: { Value: value } }, ...Object(Resources) } };
}

/** What a value in a template becomes; the template's other sections may be given. Undefined where it is gone. */
export function resolved(value: Json, sections: JsonObject = {}): Json | undefined {
  const { resources } = appOf({ Stack: templateOf(value, sections) });
  return resources.find(({ logicalId }) => logicalId === 'It')?.properties.Value;
}

/** The one problem that a value in a template is, without its place. */
export function problemWith(value: Json, sections: JsonObject = {}): string {
  const problems = problemsOf({ Stack: templateOf(value, sections) });
  return problems.join('\n').replace('Stack It (Stack/It) ', '');
}
