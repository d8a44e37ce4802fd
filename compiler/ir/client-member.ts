/** A declared name in camelCase: `customer_churn_v1` → `customerChurnV1`. */
export function camelCase(name: string): string {
  const joined = name.replace(/_+([A-Za-z0-9])/g, (_, next: string) => next.toUpperCase());
  const camel = joined.charAt(0).toLowerCase() + joined.slice(1);
  return /^[0-9]/.test(camel) ? `_${camel}` : camel;
}

/** The name that a service has on the generated client, which has members of its own. */
export function clientMember(service: string): string {
  const camel = camelCase(service);
  return camel === "close" || camel === "push" ? `${camel}$` : camel;
}
