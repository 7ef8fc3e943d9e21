/** A library's sheet, as the build puts it in. */
declare module '*.css' {
  const text: string;
  export default text;
}
