// What esbuild puts beside the code: the import is its address.
declare module 'world-atlas/*.json' {
  const url: string;
  export default url;
}
declare module '*.css';
