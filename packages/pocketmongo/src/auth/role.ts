/** A built-in role on a database. */
export interface Role {
  role: string;
  db: string;
}
