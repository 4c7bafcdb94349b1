/** A list of components in CycloneDX's JSON, as far as it is looked at here. https://cyclonedx.org/docs/1.5/json/ */
export interface Components {
  readonly components: readonly {
    readonly 'bom-ref': string;
    readonly properties?: readonly { readonly name: string; readonly value: string }[];
  }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

/**
 * What of it ships: not what only tests and tools need, which npm marks. Its own `--omit dev` leaves out too much: whatever
 * a tool needs as well.
 */
export function shipped<Bom extends Components>(bom: Bom): Bom {
  const isTool = ({ properties = [] }: Components['components'][number]) =>
    properties.some(({ name, value }) => name === 'cdx:npm:package:development' && value === 'true');
  const tools = new Set(bom.components.filter(isTool).map((component) => component['bom-ref']));
  return {
    ...bom,
    components: bom.components.filter((component) => !tools.has(component['bom-ref'])),
    dependencies: bom.dependencies
      .filter(({ ref }) => !tools.has(ref))
      .map((entry) => ({ ...entry, dependsOn: (entry.dependsOn ?? []).filter((ref) => !tools.has(ref)) })),
  };
}
