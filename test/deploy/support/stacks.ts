import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  type StackResource,
} from '@aws-sdk/client-cloudformation';

const client = new CloudFormationClient({});

/** What a stack tells its users, by the output's name. */
export async function outputsOf(StackName: string): Promise<Readonly<Record<string, string>>> {
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  const outputs = stack?.Outputs ?? [];
  return Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
}

/** `CREATE_COMPLETE` and the like; undefined where there is no such stack. */
export async function statusOf(StackName: string): Promise<string | undefined> {
  try {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    return stack?.StackStatus;
  } catch (error) {
    if (error instanceof Error && error.message.includes('does not exist')) return undefined;
    throw error;
  }
}

export async function resourcesOf(StackName: string): Promise<readonly StackResource[]> {
  const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName }));
  return StackResources;
}

/** The name that AWS gave to the one resource of a type, or to the one whose logical id begins so. */
export async function nameOf(StackName: string, type: string, beginning = ''): Promise<string> {
  const [found, ...others] = (await resourcesOf(StackName)).filter(
    ({ ResourceType, LogicalResourceId }) => ResourceType === type && LogicalResourceId?.startsWith(beginning),
  );
  if (found?.PhysicalResourceId === undefined || others.length > 0) {
    throw new Error(`${StackName} has ${found ? 'several' : 'no'} ${type} ${beginning}.`);
  }
  return found.PhysicalResourceId;
}

/** A resource of a template, as it was deployed. */
export interface DeployedResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
}

export async function templateResources(StackName: string): Promise<Readonly<Record<string, DeployedResource>>> {
  const { TemplateBody = '{}' } = await client.send(new GetTemplateCommand({ StackName }));
  const { Resources = {} }: { Resources?: Record<string, DeployedResource> } = JSON.parse(TemplateBody);
  return Resources;
}
