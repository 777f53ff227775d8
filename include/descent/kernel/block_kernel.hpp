// SPDX-License-Identifier: MIT
// BlockKernel: the contract of what reads X in a pass.
#pragma once

#include <Eigen/Core>

#include <concepts>

namespace descent::kernel {

/// Multiplies blocks of rows of one X [m x n] from both sides.
///
/// Offers      scratch()        -> Scratch, the memory that one thread's blocks need
///             rows(), columns() -> m and n
///             bytes_per_row()  -> what a row takes in memory, on average; > 0
///             block()          -> rows that are best taken at a time; >= 1
///             unit()           -> chunks, but for the last, are a multiple of so many rows; >= 1
///             start(scratch, i): the next block begins at row i
///             scores(scratch, i, b, theta, h), which adds X_(i + k) . theta_q to h_kq, k < b
///             gradient(scratch, i, b, r, g), which adds X_b' r_q to g_q, over the same rows.
///             theta and g are [n x outputs], h and r have at least b rows and as many columns.
/// Promises    It writes to h, g and the scratch alone. Sums depend on the blocks, not on the
///             thread. `scores` and `gradient` do not allocate.
/// May assume  X stays where it is. A scratch serves one thread. Blocks follow one another from
///             `start` on, none of more than block() rows; `gradient` follows `scores` of the same
///             block.
template <class K, class Scalar>
concept BlockKernel =
    std::floating_point<Scalar> &&
    requires(const K& kernel, typename K::Scratch& scratch, Eigen::Index i, Eigen::Index b,
             const Eigen::ArrayXX<Scalar>& theta, Eigen::ArrayXX<Scalar>& h,
             const Eigen::ArrayXX<Scalar>& r, Eigen::ArrayXX<Scalar>& g) {
        { kernel.scratch() } -> std::same_as<typename K::Scratch>;
        { kernel.rows() } -> std::same_as<Eigen::Index>;
        { kernel.columns() } -> std::same_as<Eigen::Index>;
        { kernel.bytes_per_row() } -> std::convertible_to<double>;
        { kernel.block() } -> std::same_as<Eigen::Index>;
        { kernel.unit() } -> std::same_as<Eigen::Index>;
        kernel.start(scratch, i);
        kernel.scores(scratch, i, b, theta, h);
        kernel.gradient(scratch, i, b, r, g);
    };

/// A kernel that can have both products in one, for one output.
///
/// Offers      fuses() -> whether that is faster for this X
///             fused(i, b, theta_0, theta, losses, g), which adds X_b' r to g, as `scores` and
///             `gradient` do; theta and g are columns. losses.to_derivatives<count>(j, h) replaces
///             h[k] = theta_0 + x_(j + k) . theta by r_(j + k), k < count; count is 1, or as many
///             as a packet has numbers, and then h is aligned like one.
/// Promises    `to_derivatives` is asked for each row of the block once. `fused` writes to g alone
///             and does not allocate.
/// May assume  It is called for X that `fuses`.
template <class K, class Losses, class Scalar>
concept FusingKernel =
    BlockKernel<K, Scalar> &&
    requires(const K& kernel, Eigen::Index i, Eigen::Index b, Scalar theta_0,
             const Eigen::ArrayXX<Scalar>& theta, Losses& losses, Eigen::ArrayXX<Scalar>& g) {
        { kernel.fuses() } -> std::same_as<bool>;
        kernel.fused(i, b, theta_0, theta, losses, g);
    };

} // namespace descent::kernel
