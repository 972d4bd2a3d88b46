/** To see what others are doing. */
export const SEE_ALL_OPERATIONS = { action: 'inprog', on: 'cluster' } as const;
