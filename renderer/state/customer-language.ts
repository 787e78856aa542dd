/** Customers read Chinese; what is sent to them is in the language of the bank's pages whatever the desk's is. */
export const CUSTOMER_LANGUAGE = "zh-CN";
