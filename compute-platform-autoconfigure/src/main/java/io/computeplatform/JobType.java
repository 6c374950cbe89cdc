package io.computeplatform;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives a class of payloads a name that is stored with each job instead of the name of
 * the class, so that the class can be renamed or moved, and can differ between services.
 * An executor takes jobs of its payload's type and of all subtypes, under any of their
 * names. A job that was stored under the name of the class, before the annotation was
 * added, runs too.
 * <p>
 * The annotation is not inherited: a subclass has a name of its own. Two classes must not
 * share a name.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface JobType {

	/**
	 * Name of the type.
	 * @return 1 to 200 letters, digits, dots, hyphens, underscores and dollar signs
	 */
	String value();

	/**
	 * Names under which jobs of this type were stored before: names of classes, or other
	 * values of this annotation. An executor for this class runs them.
	 * @return names with the same characters as the current one
	 */
	String[] formerNames() default {};

}
