import {
  type CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';

/** A stack as it is in the account. */
export interface DeployedStack {
  readonly name: string;
  /** Whether CloudFormation refuses to delete it. */
  readonly isProtected: boolean;
  readonly resources: readonly DeployedResource[];
}

export interface DeployedResource {
  readonly type: string;
  /** The name that AWS knows it by. */
  readonly name: string;
  /** Whether it stays when its stack goes. */
  readonly isRetained: boolean;
}

/** What is in the account of a stack; nothing where it is not there. */
export async function findStack(client: CloudFormationClient, StackName: string): Promise<DeployedStack | undefined> {
  const stack = await describe(client, StackName);
  if (stack === undefined) return undefined;
  const retained = await retainedIn(client, StackName);
  const resources: DeployedResource[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListStackResourcesCommand({ StackName, NextToken }));
    for (const { LogicalResourceId = '', PhysicalResourceId, ResourceType = '' } of page.StackResourceSummaries ?? []) {
      // One that could not be made has no name.
      if (PhysicalResourceId === undefined) continue;
      resources.push({ type: ResourceType, name: PhysicalResourceId, isRetained: retained.has(LogicalResourceId) });
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return { name: StackName, isProtected: stack.EnableTerminationProtection === true, resources };
}

async function describe(client: CloudFormationClient, StackName: string) {
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
    return Stacks?.[0];
  } catch (error) {
    // CloudFormation has no kind of error of its own for this.
    if (error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist'))
      return undefined;
    throw error;
  }
}

/** The logical ids of what stays, as the template says that was deployed last: the one that CloudFormation goes by. */
async function retainedIn(client: CloudFormationClient, StackName: string): Promise<ReadonlySet<string>> {
  const { TemplateBody = '{}' } = await client.send(new GetTemplateCommand({ StackName }));
  const { Resources = {} }: { Resources?: Record<string, { DeletionPolicy?: string }> } = JSON.parse(TemplateBody);
  const retained = Object.entries(Resources).filter(([, { DeletionPolicy }]) => DeletionPolicy?.startsWith('Retain'));
  return new Set(retained.map(([logicalId]) => logicalId));
}
