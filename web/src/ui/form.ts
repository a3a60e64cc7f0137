/** What stands in a text field of a form; '' where there is none, and for a file. */
export function fieldText(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

/** Several texts in one field, by commas, semicolons or lines. */
export function fieldList(form: FormData, name: string): string[] {
  return fieldText(form, name)
    .split(/[\n,;]+/)
    .map((text) => text.trim())
    .filter(Boolean);
}
