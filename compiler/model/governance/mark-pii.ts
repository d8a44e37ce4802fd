import type { Project, Source } from "../../ir/index.js";
import type { Taint, Taints } from "./taint.js";

/** The project with `pii` on everything that is personal data or computed from it. */
export function markPii(project: Project, taints: Taints): Project {
  return {
    ...project,
    sources: project.sources.map((source) => markSource(source, taints)),
    entities: project.entities.map((entity) => ({
      ...entity,
      keys: entity.keys.map((key) => marked(key, taints.key(entity.name, key.name))),
    })),
    requests: project.requests.map((request) => ({
      ...request,
      fields: request.fields.map((field) => marked(field, taints.field(request.name, field.name))),
    })),
    views: project.views.map((view) => markItems(view, taints)),
    transforms: project.transforms.map((transform) => markItems(transform, taints)),
    services: project.services.map((service) => ({
      ...service,
      requests: service.requests.map((field) => marked(field, taints.field(field.request, field.name))),
      features: service.features.map((feature) => {
        const step = service.steps.find(({ id }) => id === feature.step);
        return marked(feature, step === undefined ? null : taints.served(step, feature.feature));
      }),
    })),
  };
}

function markSource(source: Source, taints: Taints): Source {
  const columnsOf = <C extends { readonly name: string }>(name: string, columns: readonly C[]) =>
    columns.map((column) => marked(column, taints.column(name, column.name)));
  switch (source.node) {
    case "physical":
      return source;
    case "derived":
      return { ...source, columns: columnsOf(source.name, source.columns) };
    case "union":
      return {
        ...source,
        branches: source.branches.map((branch) => ({ ...branch, columns: columnsOf(branch.name, branch.columns) })),
        columns: columnsOf(source.name, source.columns),
      };
  }
}

const markItems = <T extends Project["views"][number] | Project["transforms"][number]>(of: T, taints: Taints): T => ({
  ...of,
  items: of.items.map((item) => marked(item, taints.item(of.name, item.name))),
});

const marked = <T extends object>(part: T, taint: Taint | null): T => (taint === null ? part : { ...part, pii: true });
