package io.computeplatform;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a part of a payload that is hidden from administrators of failed jobs. Use it on
 * a record component, a field, a getter or a constructor's parameter of a payload's type
 * or of a nested type, or on such a type itself. The value is replaced by {@code ***} as
 * a whole, in each field of that name in payloads of that type. Executors and consumers
 * of dead letters get the true value.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.TYPE })
public @interface Sensitive {

}
