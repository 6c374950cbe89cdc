/**
 * The promise of the product, put to the torture: a seed makes a plan of faults; the plan
 * is carried out on servers, networks and JVMs while submitters and executors write down
 * what they do; the evidence is held against the invariants with SQL and AMQP of its own.
 */
@NullMarked
package io.computeplatform.torture;

import org.jspecify.annotations.NullMarked;
