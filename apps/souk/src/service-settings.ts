import { catalogConfig } from '@souk/catalog';
import { identityConfig } from '@souk/identity';
import { inventoryConfig } from '@souk/inventory';
import { ordersConfig } from '@souk/orders';
import { paymentsConfig } from '@souk/payments';
import type { Environment } from '@souk/platform/config';
import { sellersConfig } from '@souk/sellers';

/** What each service reads from the environment. @throws ConfigError that names the variable and what is allowed. */
export function serviceSettings(environment: Environment) {
  return {
    identity: identityConfig(environment),
    sellers: sellersConfig(environment),
    catalog: catalogConfig(environment),
    inventory: inventoryConfig(environment),
    payments: paymentsConfig(environment),
    orders: ordersConfig(environment),
  };
}
