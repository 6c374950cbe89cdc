package io.computeplatform;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a part of a payload that nobody is to see who looks at failed jobs: on a record
 * component, a field, a getter or a constructor's parameter of a payload's type or of
 * what it is made of, or on such a type itself. Its value is replaced by {@code ***} as a
 * whole, wherever a field of that name is in payloads of that type. Executors, and who
 * processes dead letters, get the true value.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.TYPE })
public @interface Sensitive {

}
