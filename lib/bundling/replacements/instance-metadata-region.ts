/** Lambda says the region in `AWS_REGION`; the metadata service that the SDK asks next is EC2's. */
export async function getInstanceMetadataRegion(): Promise<undefined> {
  return undefined;
}
