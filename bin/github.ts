import './compile-cache.ts';

import { App, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { github, repositoryNamed } from '../lib/github.ts';
import { GitHubStack } from '../lib/github-stack.ts';

// An app of its own, deployed once an account, before the workflows can deploy the stages:
//   npx cdk deploy --app 'node bin/github.ts' -c repository=OWNER/NAME
// An account that has GitHub's provider already is told of it: -c provider=ARN

const app = new App();
const repository = repositoryNamed(app.node.tryGetContext('repository'));
const provider: unknown = app.node.tryGetContext('provider');

new GitHubStack(app, 'UnicornRidesGitHub', {
  settings: { ...github, repository },
  ...(typeof provider === 'string' && { provider }),
});

Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
