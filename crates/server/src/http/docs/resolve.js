// Swagger UI would resolve the whole description anew, in a general way, for each operation that is opened, which takes seconds.
// Ours refers to nothing but itself, so what an operation refers to is looked up, in the form that Swagger UI expects.
const resolving = () => {
  const at = (spec, path) => path.reduce((value, part) => value?.[part], spec);
  const parts = (ref) => ref.slice(2).split("/").map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));

  const resolveSubtree = async (spec, path, { baseDoc = "" } = {}) => {
    // Each is resolved once and shared. One that contains itself stays a reference there.
    const known = new Map();
    const named = (ref, within) => {
      if (!known.has(ref)) known.set(ref, resolved(at(spec, parts(ref)), [...within, ref]));
      return known.get(ref);
    };
    const resolved = (value, within) => {
      if (Array.isArray(value)) return value.map((item) => resolved(item, within));
      if (value === null || typeof value !== "object") return value;
      const { $ref: ref, ...beside } = value;
      const own = Object.fromEntries(Object.entries(beside).map(([name, item]) => [name, resolved(item, within)]));
      if (ref === undefined) return own;
      const target = within.includes(ref) ? undefined : named(ref, within);
      return target === undefined ? value : { ...target, ...own, $$ref: `${baseDoc}${ref}` };
    };
    return { spec: resolved(at(spec, path), []), errors: [] };
  };
  return { fn: { resolveSubtree } };
};
