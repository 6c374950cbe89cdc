package io.computeplatform.readme;

import java.math.BigDecimal;

record Invoice(String customer, BigDecimal amount) {

}
