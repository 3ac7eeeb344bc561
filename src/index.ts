export * from './permissions/permission-set';
export * as addons from './addons';
