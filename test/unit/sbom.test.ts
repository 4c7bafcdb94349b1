import { expect, test } from 'vitest';
import { shipped } from '../../bin/sbom/shipped.ts';

const tool = { properties: [{ name: 'cdx:npm:package:development', value: 'true' }] };

test('what ships is listed, with what it depends on; what only tests and tools need is not', () => {
  const list = {
    bomFormat: 'CycloneDX',
    components: [
      { 'bom-ref': 'zod@4.6.7', properties: [] },
      { 'bom-ref': 'aws-cdk-lib@2.276.0' },
      { 'bom-ref': 'vitest@5.1.1', ...tool },
    ],
    dependencies: [
      { ref: 'unicorn-rides@0.1.0', dependsOn: ['zod@4.6.7', 'aws-cdk-lib@2.276.0', 'vitest@5.1.1'] },
      { ref: 'vitest@5.1.1', dependsOn: ['zod@4.6.7'] },
      { ref: 'zod@4.6.7' },
    ],
  };
  expect(shipped(list)).toEqual({
    bomFormat: 'CycloneDX',
    components: list.components.slice(0, 2),
    dependencies: [
      { ref: 'unicorn-rides@0.1.0', dependsOn: ['zod@4.6.7', 'aws-cdk-lib@2.276.0'] },
      { ref: 'zod@4.6.7', dependsOn: [] },
    ],
  });
});
