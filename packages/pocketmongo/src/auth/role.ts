/** A role by its name and its database. */
export interface Role {
  role: string;
  db: string;
}

export const roleKey = ({ role, db }: Role): string => `${db}.${role}`;

export const isSameRole = (a: Role, b: Role): boolean => a.role === b.role && a.db === b.db;

/** As messages name it. */
export const showRole = ({ role, db }: Role): string => `${role}@${db}`;
