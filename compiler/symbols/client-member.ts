/** The camelCase name that a service has on the generated client: `customer_churn_v1` → `customerChurnV1`. */
export function clientMember(service: string): string {
  const joined = service.replace(/_+([A-Za-z0-9])/g, (_, next: string) => next.toUpperCase());
  return joined.charAt(0).toLowerCase() + joined.slice(1);
}
