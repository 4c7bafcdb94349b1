/**
 * Tells whether a path is one that a behaviour's pattern is for: `*` stands for any characters, `?` for one. Their case
 * counts, and a slash at the begin of a pattern may be left out.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html
 */
export function pathPattern(pattern: string): (path: string) => boolean {
  const parts = (pattern.startsWith('/') ? pattern : `/${pattern}`).split(/([*?])/);
  const source = parts
    .map((part) => (part === '*' ? '.*' : part === '?' ? '.' : part.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')))
    .join('');
  const form = new RegExp(`^${source}$`, 's');
  return (path) => form.test(path);
}
