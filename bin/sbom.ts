import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { shipped } from './sbom/shipped.ts';

// Writes sbom.cdx.json: what ships is made of which packages, in CycloneDX's format, by what npm knows of the installation.
const file = 'sbom.cdx.json';
const { stdout, stderr, status, error } = spawnSync('npm', ['sbom', '--sbom-format', 'cyclonedx'], {
  encoding: 'utf8',
  maxBuffer: 100_000_000,
});
if (error) throw error;
if (status !== 0) {
  process.stderr.write(stderr);
  process.exit(1);
}
const list = shipped(JSON.parse(stdout));
writeFileSync(file, `${JSON.stringify(list, null, 2)}\n`);
process.stdout.write(`${file}: ${list.components.length} packages\n`);
