package io.computeplatform.using;

import java.math.BigDecimal;

import io.computeplatform.JobType;

@JobType("transfer")
record Transfer(long number, String account, BigDecimal amount) {

}
